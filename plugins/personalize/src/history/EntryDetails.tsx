import { useId } from 'react';
import { Flex, Link, Text } from '@backstage/ui';
import {
  AwsRequestRecord,
  HistoryItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Copyable } from '../setups/Copyable';
import { Disclosure } from '../setups/Disclosure';
import { cloudTrailAddress, Place } from './cloudTrail';
import { BeforeAndAfter } from './diff/BeforeAndAfter';

interface EntryDetailsProps {
  item: HistoryItem;
  place: Place | undefined;
  /** What the entry tells. */
  title: string;
}

/** Before and after, and the answers of AWS, folded. */
export function EntryDetails({ item, place, title }: EntryDetailsProps) {
  return (
    <Disclosure title={title} level={3}>
      <Flex direction="column" gap="3" pt="2">
        {item.outcome !== 'applied' && (
          <Text color="secondary">
            This is what was planned. Nothing says that AWS holds it.
          </Text>
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

/** The answers of AWS, to be looked up in CloudTrail. */
function AwsRequests({ requests, at, place }: AwsRequestsProps) {
  const id = useId();
  if (requests.length === 0) {
    return (
      <Text color="secondary">No answer of AWS is recorded with this.</Text>
    );
  }
  return (
    <Flex direction="column" gap="1">
      <Text as="h4" id={id} weight="bold" style={{ margin: 0 }}>
        Requests to AWS
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
        CloudTrail has each under this requestID
        {place && ` in account ${place.accountId}`}, some minutes after it was
        made. Its event history goes back 90 days and finds events by their name
        and time; look for the requestID in the event record.
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
  return (
    <li style={{ listStyle: 'none' }}>
      <Flex align="center" gap="2" style={{ flexWrap: 'wrap' }}>
        <Text>{operation}</Text>
        <Copyable text={requestId} what={`the request id of ${operation}`} />
        {address && (
          <Link href={address} target="_blank" rel="noopener noreferrer">
            {operation} in CloudTrail (opens the AWS console)
          </Link>
        )}
      </Flex>
    </li>
  );
}
