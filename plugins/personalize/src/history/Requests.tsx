import { useId } from 'react';
import { Flex, Link, Text } from '@backstage/ui';
import { AwsRequestRecord } from '@personalize-portal/backstage-plugin-personalize-common';
import { Copyable } from '../setups/Copyable';
import { cloudTrailAddress } from './cloudTrail';
import { Place } from './place';

interface RequestsProps {
  requests: readonly AwsRequestRecord[];
  /** ISO 8601. */
  at: string;
  place: Place | undefined;
}

/** The answers of AWS, to be looked up in CloudTrail. */
export function Requests({ requests, at, place }: RequestsProps) {
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
          <Request
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

function Request({
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
