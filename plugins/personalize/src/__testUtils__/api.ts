import {
  NotAllowedError,
  ResponseError,
  serializeError,
} from '@backstage/errors';
import { createApiMock } from '@backstage/frontend-test-utils';
import { personalizeApiRef } from '../personalizeApi';

/** The backend of the plugin. Methods that aren't given return nothing. */
export const personalizeApiMock = createApiMock(personalizeApiRef, () => ({
  getAccounts: jest.fn().mockResolvedValue([]),
  getSetups: jest.fn().mockResolvedValue({ items: [], totalItems: 0 }),
  getSetup: jest.fn().mockReturnValue(new Promise(() => {})),
  getChanges: jest.fn().mockResolvedValue({ items: [] }),
  checkSetup: jest.fn(),
  discardSetup: jest.fn(),
}));

/** A refusal or failure of the backend. */
export function responseError(
  status: number,
  message: string,
): Promise<ResponseError> {
  const body = {
    error: serializeError(new NotAllowedError(message)),
    response: { statusCode: status },
  };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    }),
  );
}
