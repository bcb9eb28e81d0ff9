import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';

/** Where the console of a partition is, and the Region in which it shows IAM. */
const CONSOLES: Record<string, { host: string; iamRegion: string }> = {
  aws: { host: 'console.aws.amazon.com', iamRegion: 'us-east-1' },
  'aws-cn': { host: 'console.amazonaws.cn', iamRegion: 'cn-north-1' },
};

/** Where somebody who is signed in to the account sees it; `undefined` in a partition that isn't known. */
export interface ConsoleAddresses {
  role: string;
  personalize: string;
}

/** The addresses of a set-up in the AWS console of its partition. */
export function consoleAddresses({
  partition,
  region,
  roleName,
}: Pick<SetupItem, 'partition' | 'region' | 'roleName'>):
  | ConsoleAddresses
  | undefined {
  const console = CONSOLES[partition];
  if (!console) {
    return undefined;
  }
  const { host, iamRegion } = console;
  return {
    role: `https://${iamRegion}.${host}/iam/home?region=${iamRegion}#/roles/details/${encodeURIComponent(
      roleName,
    )}`,
    personalize: `https://${region}.${host}/personalize/home?region=${region}`,
  };
}
