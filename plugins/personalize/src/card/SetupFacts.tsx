import { ReactNode } from 'react';
import { RELATION_DEPENDS_ON } from '@backstage/catalog-model';
import {
  EntityRefLink,
  EntityRefLinks,
  getEntityRelations,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { useAccountName } from '../setups/useAccounts';
import { Copyable } from '../setups/Copyable';
import { Owner } from '../setups/Owner';
import { TaskLink } from '../setups/TaskLink';
import { Time } from '../setups/Time';
import styles from './SetupFacts.module.css';

/** What a set-up is: where, whose, by whom, and when it was checked. */
export function SetupFacts({ setup }: { setup: SetupItem }) {
  const dependsOn = getEntityRelations(useEntity().entity, RELATION_DEPENDS_ON);
  return (
    <dl className={styles.facts}>
      <Fact name="Account">
        <Account accountId={setup.accountId} />
      </Fact>
      <Fact name="Region">{setup.region}</Fact>
      <Fact name="Role">
        <Copyable text={setup.roleArn} what="the ARN of the role" />
      </Fact>
      <Fact name="Owner">
        <Owner setup={setup} />
      </Fact>
      {setup.system && (
        <Fact name="System">
          <EntityRefLink entityRef={setup.system} defaultKind="system" />
        </Fact>
      )}
      {dependsOn.length > 0 && (
        <Fact name="Buckets, keys">
          <EntityRefLinks entityRefs={dependsOn} hideIcons />
        </Fact>
      )}
      <Fact name="Last check">
        {setup.checkedAt ? <Time at={setup.checkedAt} /> : 'Never'}
      </Fact>
      <Fact name="Set up">
        <Time at={setup.appliedAt ?? setup.registeredAt} />, by{' '}
        <EntityRefLink
          entityRef={setup.requestedBy}
          defaultKind="user"
          hideIcon
        />{' '}
        with <TaskLink taskId={setup.taskId} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** The name as well, where the portal tells it to the person. */
function Account({ accountId }: { accountId: string }) {
  const name = useAccountName()(accountId);
  return <>{name ? `${name} (${accountId})` : accountId}</>;
}
