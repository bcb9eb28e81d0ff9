import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ConfigSources } from '@backstage/config-loader';
import { refuseDroppedGuardrails } from './droppedGuardrails';

/** Starts with this content in the files, as Backstage reads them. */
async function startWith(...files: string[]): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'guardrails-'));
  const { argv } = process;
  try {
    const args: string[] = [];
    for (const [index, text] of files.entries()) {
      const file = path.join(folder, `app-config.${index}.yaml`);
      await fs.writeFile(file, text);
      args.push('--config', file);
    }
    process.argv = ['node', 'portal', ...args];
    const source = ConfigSources.default({ watch: false });
    const config = await ConfigSources.toConfig(source);
    await refuseDroppedGuardrails(config, mockServices.logger.mock());
    config.close();
  } finally {
    process.argv = argv;
    await fs.rm(folder, { recursive: true });
  }
}

const guardrails = (...lines: string[]) =>
  ['personalize:', '  guardrails:', ...lines.map(line => `    ${line}`)].join(
    '\n',
  );

describe('a guardrail', () => {
  it('that is written out lets the portal start', async () => {
    await expect(
      startWith(
        guardrails('roleNamePattern: ^personalize-', 'requiredTags: [team]'),
      ),
    ).resolves.toBeUndefined();
  });

  it.each([
    ['roleNamePattern:', 'roleNamePattern'],
    ['permissionsBoundary: null', 'permissionsBoundary'],
    ['federation: { samlProviders: }', 'federation.samlProviders'],
  ])('that is empty (%s) stops the start', async (line, name) => {
    await expect(startWith(guardrails(line))).rejects.toThrow(
      `personalize.guardrails.${name} is empty, or needs`,
    );
  });

  it.each(['isolation:', 'isolation: ${NOT_SET}'])(
    'is what keeps teams apart, too: %s',
    async line => {
      await expect(startWith(`personalize:\n  ${line}`)).rejects.toThrow(
        'personalize.isolation is empty, or needs',
      );
    },
  );

  it('that another file takes away stops the start', async () => {
    await expect(
      startWith(
        guardrails('roleNamePattern: ^personalize-'),
        guardrails('roleNamePattern: null'),
      ),
    ).rejects.toThrow('personalize.guardrails.roleNamePattern is empty');
  });

  it.each([
    ['a value', 'roleNamePattern: ${NOT_SET}', 'roleNamePattern'],
    ['a part of a value', 'rolePath: /${NOT_SET}/', 'rolePath'],
    [
      'an entry of a list',
      'requiredTags: [team, "${NOT_SET}"]',
      'requiredTags',
    ],
    [
      'a value of a section',
      'federation: { samlProviders: ["${NOT_SET}"] }',
      'federation.samlProviders',
    ],
  ])(
    'of which %s hangs on a variable that isn’t set stops the start',
    async (_what, line, name) => {
      await expect(startWith(guardrails(line))).rejects.toThrow(
        `personalize.guardrails.${name} is empty, or needs an environment variable that isn't set`,
      );
    },
  );

  it('whose variable is set, or has a value to fall back on, lets it start', async () => {
    await expect(
      startWith(
        guardrails(
          'roleNamePattern: ${PATH}',
          'rolePath: ${NOT_SET:-/personalize/}',
        ),
      ),
    ).resolves.toBeUndefined();
  });

  it('that another file sets lets it start', async () => {
    await expect(
      startWith(
        guardrails('roleNamePattern: ${NOT_SET}'),
        guardrails('roleNamePattern: ^personalize-'),
      ),
    ).resolves.toBeUndefined();
  });

  it('is said not to be known where the files can’t be read', async () => {
    const logger = mockServices.logger.mock();
    await refuseDroppedGuardrails(new ConfigReader({}), logger, async () => {
      throw new Error('no file');
    });

    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(
        'a value under personalize.guardrails, or personalize.isolation, is empty',
      ),
    );
  });
});
