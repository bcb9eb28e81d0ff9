import { useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import {
  AwsRequestRecord,
  HistoryItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Copyable } from '../setups/Copyable';
import { Disclosure } from '../setups/Disclosure';
import { personalizeTranslationRef } from '../translation';
import { cloudTrailAddress, Place } from './cloudTrail';
import { BeforeAndAfter } from './diff/BeforeAndAfter';

interface EntryDetailsProps {
  item: HistoryItem;
  place: Place | undefined;
  /** The heading of the entry. */
  title: string;
}

/** Before and after, and the requests to AWS, folded. */
export function EntryDetails({ item, place, title }: EntryDetailsProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return (
    <Disclosure title={title} level={3}>
      <Flex direction="column" gap="3" pt="2">
        {item.outcome !== 'applied' && (
          <Text color="secondary">{t('entry.planned')}</Text>
        )}
        {item.change && <BeforeAndAfter change={item.change} />}
        <AwsRequests
          requests={item.requests}
          at={item.closedAt ?? item.at}
          place={place}
        />
      </Flex>
    </Disclosure>
  );
}

interface AwsRequestsProps {
  requests: readonly AwsRequestRecord[];
  /** ISO 8601. */
  at: string;
  place: Place | undefined;
}

/** The requests to AWS, to look up in CloudTrail. */
function AwsRequests({ requests, at, place }: AwsRequestsProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const id = useId();
  if (requests.length === 0) {
    return <Text color="secondary">{t('requests.none')}</Text>;
  }
  return (
    <Flex direction="column" gap="1">
      <Text as="h4" id={id} weight="bold" style={{ margin: 0 }}>
        {t('requests.title')}
      </Text>
      <ul aria-labelledby={id} style={{ margin: 0, padding: 0 }}>
        {requests.map(request => (
          <AwsRequest
            key={`${request.operation} ${request.requestId}`}
            request={request}
            address={place && cloudTrailAddress(request, { ...place, at })}
          />
        ))}
      </ul>
      <Text as="p" variant="body-small" color="secondary">
        {place
          ? t('requests.hintInAccount', { accountId: place.accountId })
          : t('requests.hint')}
      </Text>
    </Flex>
  );
}

function AwsRequest({
  request: { operation, requestId },
  address,
}: {
  request: AwsRequestRecord;
  address: string | undefined;
}) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return (
    <li style={{ listStyle: 'none' }}>
      <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
        <Text>{operation}</Text>
        <Copyable text={requestId} label={t('copy.requestId', { operation })} />
        {address && (
          <Link href={address} target="_blank" rel="noopener noreferrer">
            {t('requests.link', { operation })}
          </Link>
        )}
      </Flex>
    </li>
  );
}
