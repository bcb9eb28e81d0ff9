import { ReactNode } from 'react';
import { RELATION_DEPENDS_ON } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  EntityRefLink,
  EntityRefLinks,
  getEntityRelations,
  useEntity,
} from '@backstage/plugin-catalog-react';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { Copyable } from '../setups/Copyable';
import { Owner, TaskLink } from '../setups/Links';
import { Time } from '../setups/Time';
import { useAccountName } from '../setups/useRequest';
import { personalizeTranslationRef } from '../translation';
import styles from './SetupFacts.module.css';

/** Account, role, owner and last check of a set-up. */
export function SetupFacts({ setup }: { setup: SetupItem }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const dependsOn = getEntityRelations(useEntity().entity, RELATION_DEPENDS_ON);
  return (
    <dl className={styles.facts}>
      <Fact name={t('facts.account')}>
        <Account accountId={setup.accountId} />
      </Fact>
      <Fact name={t('facts.region')}>{setup.region}</Fact>
      <Fact name={t('facts.role')}>
        <Copyable text={setup.roleArn} label={t('copy.roleArn')} />
      </Fact>
      <Fact name={t('facts.owner')}>
        <Owner setup={setup} />
      </Fact>
      {setup.system && (
        <Fact name={t('facts.system')}>
          <EntityRefLink entityRef={setup.system} defaultKind="system" />
        </Fact>
      )}
      {dependsOn.length > 0 && (
        <Fact name={t('facts.resources')}>
          <EntityRefLinks entityRefs={dependsOn} hideIcons />
        </Fact>
      )}
      <Fact name={t('facts.lastCheck')}>
        {setup.checkedAt ? <Time at={setup.checkedAt} /> : t('time.never')}
      </Fact>
      <Fact name={t('facts.setUp')}>
        {t('facts.setUpBy', {
          time: <Time at={setup.appliedAt ?? setup.registeredAt} />,
          person: (
            <EntityRefLink
              entityRef={setup.requestedBy}
              defaultKind="user"
              hideIcon
            />
          ),
          task: <TaskLink taskId={setup.taskId} />,
        })}
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

/** Shows the name too if the person can use the account. */
function Account({ accountId }: { accountId: string }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const name = useAccountName()(accountId);
  return <>{name ? t('facts.accountName', { name, accountId }) : accountId}</>;
}
