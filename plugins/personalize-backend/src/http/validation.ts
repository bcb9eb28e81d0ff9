import { readFileSync } from 'node:fs';
import { isError, NotFoundError } from '@backstage/errors';
import {
  fieldPath,
  InvalidRequestError,
  Problem,
  valueAt,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { json, Request, RequestHandler, Router } from 'express';
import { error as httpErrors, middleware } from 'express-openapi-validator';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { parse } from 'yaml';

/** The OpenAPI document of the plugin, as the validator takes it. */
type OpenApiDocument = Exclude<
  Parameters<typeof middleware>[0]['apiSpec'],
  string
>;

let openApi: OpenApiDocument | undefined;

/** Reads `schema/openapi.yaml`, which is part of the published package, once. */
export function readDocument(): OpenApiDocument {
  if (!openApi) {
    const document: OpenApiDocument = parse(
      readFileSync(
        resolvePackagePath(
          '@personalize-portal/backstage-plugin-personalize-backend',
          'src/schema/openapi.yaml',
        ),
        'utf8',
      ),
    );
    openApi = document;
  }
  return openApi;
}

/** A request from a person has at most the size of `REQUEST_LIMITS`. */
const BODY_LIMIT = '500kb';

/** A change has two policy documents; a proof has some hundred checks. */
const LEDGER_BODY_LIMIT = '2mb';

/**
 * Validates requests against the document, so undocumented parts never reach a
 * route. Converts numbers and flags in the query, and fills in defaults. Use
 * {@link requireDocumented} behind it.
 *
 * @param document - its server is the router itself
 */
export function validate(document: OpenApiDocument): RequestHandler {
  const router = Router();
  router.use('/ledger', json({ limit: LEDGER_BODY_LIMIT }));
  router.use(json({ limit: BODY_LIMIT }));
  router.use(validatorOf(document));
  router.use((error: unknown, req: Request, _res: unknown, next: Next) => {
    next(asInputError(error, req));
  });
  return router;
}

/**
 * Compiling a document takes half a second; backends of one process share the
 * result.
 */
const validators = new WeakMap<OpenApiDocument, RequestHandler[]>();

function validatorOf(document: OpenApiDocument): RequestHandler[] {
  const known = validators.get(document);
  if (known) {
    return known;
  }
  const made = middleware({
    apiSpec: { ...structuredClone(document), servers: [{ url: '/' }] },
    useRequestUrl: true,
    ignoreUndocumented: true,
    validateRequests: { allowUnknownQueryParameters: false },
    validateResponses: false,
    validateSecurity: false,
    fileUploader: false,
  });
  validators.set(document, made);
  return made;
}

/**
 * Stops everything that {@link validate} hasn't checked: Express treats a HEAD
 * as a GET, and the document has no HEAD.
 */
export const requireDocumented: RequestHandler = (req, _res, next) => {
  next(
    valueAt(req, ['openapi', 'schema']) === undefined
      ? new NotFoundError(`There is no ${req.method} ${req.path}`)
      : undefined,
  );
};

type Next = (error: unknown) => void;

function asInputError(error: unknown, req: Request): unknown {
  if (error instanceof httpErrors.BadRequest) {
    return new InvalidRequestError(
      error.errors.map(flaw => problemOf(flaw, req)),
    );
  }
  // A body that isn't JSON or is too large, another method, another content
  // type.
  const status = isError(error) ? error.status : undefined;
  return isError(error) && typeof status === 'number' && status < 500
    ? new InvalidRequestError([
        { field: 'request', value: req.method, rule: error.message },
      ])
    : error;
}

/** The place of the problem, as the validator writes it: `/body/run/taskId`. */
function problemOf(
  { path, message }: { path: string; message: string },
  req: Request,
): Problem {
  const [, place, ...steps] = path
    .split('/')
    .map(step => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  const given = { body: req.body, query: req.query, params: pathParams(req) };
  const fields = steps.map(step => (/^\d+$/.test(step) ? Number(step) : step));
  return {
    field: fieldPath(fields),
    value: valueAt(given, [place, ...fields]),
    rule: `it ${message}`,
  };
}

/** The validator runs before a route has read its parameters. */
function pathParams(req: Request): unknown {
  return valueAt(req, ['openapi', 'pathParams']);
}
