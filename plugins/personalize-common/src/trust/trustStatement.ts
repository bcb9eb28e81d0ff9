import { Partition } from '../aws/arn';
import { OwnedStatement } from '../policy/merge';
import { SERVICE_PRINCIPAL, serviceArns } from '../service/service';

/** For whom Personalize may assume the role. */
export interface TrustTarget {
  partition: Partition;
  /** 12 digits as text, because leading zeros count. */
  accountId: string;
  /** Not empty. */
  regions: string[];
  /** ARNs or patterns inside the account and the Regions. Empty for all of Personalize there. */
  sourceArns: string[];
}

/** The action of trust policies. */
export const ASSUME_ROLE = 'sts:AssumeRole';

/** The ARN patterns of the resources for which Personalize may assume the role. */
export function targetArns(target: TrustTarget): string[] {
  return target.sourceArns.length > 0
    ? target.sourceArns
    : target.regions.map(region =>
        serviceArns(target.partition, region, target.accountId),
      );
}

/**
 * The statement that lets Personalize in, for the target only.
 * Source: Amazon Personalize Developer Guide, "Cross-service confused deputy
 * prevention".
 */
export function trustStatement(
  target: TrustTarget,
  sid: string,
): OwnedStatement {
  const arns = targetArns(target);
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: SERVICE_PRINCIPAL },
    Action: ASSUME_ROLE,
    Condition: {
      StringEquals: { 'aws:SourceAccount': target.accountId },
      ArnLike: { 'aws:SourceArn': arns.length === 1 ? arns[0] : arns },
    },
  };
}
