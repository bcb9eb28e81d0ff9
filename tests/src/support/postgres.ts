// The scripts are no package that could be imported by name.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
export {
  startPostgres,
  type Postgres,
} from '../../../scripts/lib/postgres.mjs';
