import { Alert, Flex } from '@backstage/ui';
import { About } from './about';
import { PageLimits } from './context';
import { FormValues } from './formValues';
import { pageLimits } from './pages';
import { Sentences } from './Sentences';
import { Accounts, useAccounts } from './useAccounts';

interface PersonalizeLimitsProps {
  about: About;
  form: FormValues;
}

/**
 * What may be filled in on a page of the form, and what of it lies outside.
 * It only tells, and never keeps anybody from going on: whoever runs a template
 * is judged by its actions.
 */
export function PersonalizeLimits({ about, form }: PersonalizeLimitsProps) {
  const accounts = useAccounts();
  const page =
    accounts.state === 'known'
      ? pageLimits(about, accounts.accounts, form)
      : undefined;
  return (
    <Flex direction="column" gap="2">
      {accounts.state === 'known' ? (
        <Limits page={page} />
      ) : (
        <NotKnown accounts={accounts} />
      )}
      {/* Always there, for a region that comes with its text isn't read out. */}
      <div role="status">
        {page && page.outside.length > 0 && (
          <Alert
            status="warning"
            icon
            title="Not within these limits"
            description={<Sentences sentences={page.outside} />}
          />
        )}
      </div>
    </Flex>
  );
}

function Limits({ page }: { page: PageLimits | undefined }) {
  if (!page) {
    return (
      <Alert
        status="warning"
        icon
        title="Your team has no AWS account yet"
        description="Ask the team that runs the portal for one, or choose another team."
      />
    );
  }
  return page.limits.length === 0 ? null : (
    <Alert
      status="info"
      icon
      title={page.title}
      description={<Sentences sentences={page.limits} />}
    />
  );
}

function NotKnown({
  accounts,
}: {
  accounts: Exclude<Accounts, { state: 'known' }>;
}) {
  return accounts.state === 'asking' ? (
    <Alert status="info" isPending title="Asking what your team may use" />
  ) : (
    <Alert
      status="warning"
      icon
      title="What your team may use can't be shown now"
      description={`You can go on all the same: it is judged when you press Create. The reason: ${accounts.reason}`}
    />
  );
}
