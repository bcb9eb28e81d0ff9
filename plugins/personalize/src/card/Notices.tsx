import { Alert } from '@backstage/ui';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { Time } from '../setups/Time';

/** What is to be known of a set-up before all else. */
export function Notices({ setup }: { setup: SetupItem }) {
  return (
    <>
      {setup.status === 'revoked' && (
        <Alert
          status="info"
          icon
          title="This set-up was taken back"
          description={
            <>
              {setup.revokedAt && (
                <>
                  That was <Time at={setup.revokedAt} />.{' '}
                </>
              )}
              The entity stays for a while, so that its history can be read.
            </>
          }
        />
      )}
      {setup.ownerMissing && (
        <Alert
          status="warning"
          icon
          title="Its owner left the catalog"
          description={
            <>
              There is no <code>{setup.owner}</code> any more, so nobody is told
              when it drifts. Run the template again with another owner, or ask
              the team that runs the portal to.
            </>
          }
        />
      )}
    </>
  );
}
