import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import { ACCOUNT, openLedger } from '../__testUtils__/ledgers';
import { EntryRow } from './entryRow';

const databases = testDatabases();
jest.setTimeout(60_000);

const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

const changeOf = (name: string, operation: Change['operation']): Change => ({
  part: 'users',
  resource: arn(name),
  operation,
  after: { path: '/' },
});

describe.each(databases.eachSupportedId())('the ids of roles on %s', id => {
  async function start() {
    const database = await migratedDatabase(databases, id);
    const { ledger, ...recording } = await openLedger(database);
    return {
      database,
      ...recording,
      ids: (...names: string[]) => ledger.roleIds(names.map(arn)),
    };
  }

  it('are those that AWS gave at the last creation, of the roles that are asked for', async () => {
    const { ids, apply, open } = await start();
    await apply(changeOf('people', 'create'), { roleId: 'AROAOLD' });
    await apply(changeOf('people', 'create'), { roleId: 'AROANEW' });
    await apply(changeOf('others', 'create'), { roleId: 'AROAOTHER' });
    await open(changeOf('people', 'create'));

    expect(await ids('people', 'never-made')).toEqual({
      [arn('people')]: 'AROANEW',
    });
    expect(await ids('people', 'others')).toEqual({
      [arn('people')]: 'AROANEW',
      [arn('others')]: 'AROAOTHER',
    });
    expect(await ids()).toEqual({});
  });

  it('are none of a role that was only changed, or of which nothing was read back', async () => {
    const { ids, apply } = await start();
    await apply(changeOf('changed', 'update'), { roleId: 'AROATHEIRS' });
    await apply(changeOf('created', 'create'));
    await apply(changeOf('odd', 'create'), { roleId: 7 });

    expect(await ids('changed', 'created', 'odd')).toEqual({});
  });

  it.each<[EntryRow['kind'], string, string]>([
    ['intent', '"update"', '"create"'],
    ['outcome', 'AROATHEIRS', 'AROAOURS'],
  ])('are none that an altered %s tells', async (kind, written, forged) => {
    const { ids, apply, database } = await start();
    const operation = kind === 'intent' ? 'update' : 'create';
    await apply(changeOf('people', operation), { roleId: 'AROATHEIRS' });
    const row = await database<EntryRow>('ledger_entries')
      .where({ kind })
      .first();
    const payload = row?.payload?.replace(written, forged);
    expect(payload).not.toBe(row?.payload);
    await database<EntryRow>('ledger_entries')
      .where({ kind })
      .update({ payload });

    expect(await ids('people')).toEqual({});
  });

  it('are none that lost their content', async () => {
    const { ids, apply, database } = await start();
    await apply(changeOf('people', 'create'), { roleId: 'AROA' });
    await database<EntryRow>('ledger_entries')
      .where({ kind: 'intent' })
      .update({ payload: null });

    expect(await ids('people')).toEqual({});
  });
});
