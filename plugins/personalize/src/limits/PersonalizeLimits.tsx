import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Flex } from '@backstage/ui';
import { useAccounts } from '../setups/useRequest';
import { personalizeTranslationRef } from '../translation';
import { PageLimits } from './context';
import { FormValues } from './formValues';
import { About, pageLimits } from './pages';

interface PersonalizeLimitsProps {
  about: About;
  form: FormValues;
}

/**
 * The limits on a page of the form, and the values outside of them. It only
 * informs and never blocks: the actions of the template enforce the limits.
 */
export function PersonalizeLimits({ about, form }: PersonalizeLimitsProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const { value: accounts, error } = useAccounts();
  const page = accounts && pageLimits(about, accounts, form, t);
  return (
    <Flex direction="column" gap="2">
      {accounts ? <Limits page={page} /> : <AccountsUnknown error={error} />}
      {/* Always rendered: screen readers skip a live region that arrives with its text. */}
      <div role="status">
        {page && page.outside.length > 0 && (
          <Alert
            status="warning"
            icon
            title={t('limits.outside')}
            description={<Sentences sentences={page.outside} />}
          />
        )}
      </div>
    </Flex>
  );
}

function Limits({ page }: { page: PageLimits | undefined }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  if (!page) {
    return (
      <Alert
        status="warning"
        icon
        title={t('limits.noAccount.title')}
        description={t('limits.noAccount.description')}
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
  const { t } = useTranslationRef(personalizeTranslationRef);
  return error ? (
    <Alert
      status="warning"
      icon
      title={t('limits.problem.title')}
      description={t('limits.problem.description', { reason: error.message })}
    />
  ) : (
    <Alert status="info" isPending title={t('limits.loading')} />
  );
}

interface SentencesProps {
  /** Text between backticks is shown as code. */
  sentences: readonly string[];
}

/** One sentence, or several as a list. */
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
