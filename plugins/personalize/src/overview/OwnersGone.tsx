import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button } from '@backstage/ui';
import { personalizeApiRef } from '../api/personalizeApi';
import { useLoaded } from '../setups/useLoaded';

/** Says how many set-ups have nobody to care for them; nothing where all have. */
export function OwnersGone({ onShow }: { onShow: () => void }) {
  const api = useApi(personalizeApiRef);
  const { value } = useLoaded(
    useCallback(
      () => api.getSetups({ ownerMissing: true }, { limit: 1 }),
      [api],
    ),
  );
  const count = value?.totalItems ?? 0;
  return count === 0 ? null : (
    <Alert
      status="warning"
      icon
      title={
        count === 1
          ? 'The owner of 1 set-up left the catalog'
          : `The owners of ${count} set-ups left the catalog`
      }
      description="Nobody is told when they drift. Run the template again with another owner."
      customActions={
        <Button size="small" variant="secondary" onPress={onShow}>
          Show them
        </Button>
      }
    />
  );
}
