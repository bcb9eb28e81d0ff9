import {
  OperationAnswer,
  OperationId,
  Operations,
  ROUTES,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Request, Response, Router } from 'express';

/** The validator fills in the default size of a page. */
type WithPageSize<Q> = Q extends { limit?: number } ? Q & { limit: number } : Q;

/** A request for an operation, as validated against the document. */
export type RequestFor<O extends OperationId> = Request<
  Operations[O] extends { path: infer P } ? P : {},
  unknown,
  Operations[O] extends { body: infer B } ? B : undefined,
  Operations[O] extends { query?: infer Q } ? WithPageSize<Q> : {}
>;

/** The path of an operation, as Express writes it. */
export function routeOf(operation: OperationId) {
  const { method, path } = ROUTES[operation];
  return { method, path: path.replace(/\{(\w+)\}/g, ':$1') };
}

/** Adds the route of an operation of the document; it answers 204 without content. */
export function addRoute<O extends OperationId>(
  router: Router,
  operation: O,
  answer: (req: RequestFor<O>, res: Response) => Promise<OperationAnswer<O>>,
): void {
  const { method, path } = routeOf(operation);
  router[method](path, async (req: RequestFor<O>, res: Response) => {
    const body = await answer(req, res);
    if (body === undefined) {
      res.status(204).end();
    } else {
      res.json(body);
    }
  });
}
