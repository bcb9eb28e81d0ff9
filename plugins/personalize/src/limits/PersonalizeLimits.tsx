import { Alert, Flex } from '@backstage/ui';
import { useAccounts } from '../setups/useAccounts';
import { PageLimits } from './context';
import { FormValues } from './formValues';
import { About, pageLimits } from './pages';

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
  const { value: accounts, error } = useAccounts();
  const page = accounts && pageLimits(about, accounts, form);
  return (
    <Flex direction="column" gap="2">
      {accounts ? <Limits page={page} /> : <AccountsUnknown error={error} />}
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

function AccountsUnknown({ error }: { error: Error | undefined }) {
  return error ? (
    <Alert
      status="warning"
      icon
      title="What your team may use can't be shown now"
      description={`You can go on all the same: it is judged when you press Create. The reason: ${error.message}`}
    />
  ) : (
    <Alert status="info" isPending title="Asking what your team may use" />
  );
}

interface SentencesProps {
  /** What stands between backticks is shown as code. */
  sentences: readonly string[];
}

/** A list of sentences, or one as it is. */
function Sentences({ sentences }: SentencesProps) {
  if (sentences.length === 1) {
    return <Sentence text={sentences[0]} />;
  }
  return (
    <ul style={{ margin: 0, paddingInlineStart: '1.25rem' }}>
      {sentences.map(text => (
        <li key={text}>
          <Sentence text={text} />
        </li>
      ))}
    </ul>
  );
}

function Sentence({ text }: { text: string }) {
  return (
    <>
      {text
        .split('`')
        .map((part, index) =>
          index % 2 === 1 ? <code key={index}>{part}</code> : part,
        )}
    </>
  );
}
