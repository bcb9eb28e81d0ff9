import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
// The scripts are no package, and their folders are not to be spelled twice.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { layout, ROOT, workspaceBin } from '../../../scripts/lib/layout.mjs';
import { run } from '../../../scripts/lib/run.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */

const SCOPE = '@personalize-portal';
/**
 * The packages that an installed portal's backend needs: the plugin, and our
 * packages that it depends on.
 */
const PUBLISHED = [
  'personalize-backend',
  'personalize-node',
  'personalize-common',
];
const NOT_COPIED = ['.git', '.cache', 'node_modules', 'dist', 'dist-types'];

/** This checkout as others install it. Links to its dependencies. */
export interface Installations {
  /** The folder with the packages installed as they are published. */
  installed: string;
  /**
   * The folder with the production bundle of the backend, without the frontend.
   */
  bundle: string;
  remove(): Promise<void>;
}

/**
 * Builds and packs a copy of this checkout, because packing rewrites each
 * package.json while other tests read it.
 */
export async function installPackages(): Promise<Installations> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'installation-'));
  const checkout = path.join(folder, 'checkout');
  const installed = path.join(folder, 'installed');
  const bundle = path.join(folder, 'bundle');
  await fs.cp(ROOT, checkout, {
    recursive: true,
    filter: source => !NOT_COPIED.includes(path.basename(source)),
  });
  await fs.symlink(layout.nodeModules, path.join(checkout, 'node_modules'));

  const backend = path.join(checkout, 'packages/backend');
  await leaveOutFrontend(path.join(backend, 'package.json'));
  await runOrFail(workspaceBin('backstage-cli'), ['package', 'build'], backend);
  await unpack(path.join(backend, 'dist/bundle.tar.gz'), bundle);
  await linkDependencies(bundle);
  for (const name of await fs.readdir(path.join(bundle, 'plugins'))) {
    await link(path.join(bundle, 'plugins', name), bundle, name);
  }

  await linkDependencies(installed);
  for (const name of PUBLISHED) {
    const archive = path.join(folder, `${name}.tgz`);
    await runOrFail(
      'yarn',
      ['pack', '--filename', archive],
      path.join(checkout, 'plugins', name),
    );
    await unpack(archive, packageFolder(installed, name), 1);
  }
  return {
    installed,
    bundle,
    remove: () => fs.rm(folder, { recursive: true }),
  };
}

/** The folder of one of our packages in an installation. */
export function packageFolder(installation: string, name: string): string {
  return path.join(
    installation,
    'node_modules',
    SCOPE,
    `backstage-plugin-${name}`,
  );
}

/** Runs a file with Node in an installation, without following its links. */
export function runInstalled(
  installation: string,
  file: string,
  ...args: string[]
) {
  return run(process.execPath, [file, ...args], {
    cwd: installation,
    env: { PATH: process.env.PATH, NODE_OPTIONS: '--preserve-symlinks' },
  });
}

/** The bundle of the frontend takes a minute, and no command needs it. */
async function leaveOutFrontend(file: string): Promise<void> {
  const description = JSON.parse(await fs.readFile(file, 'utf8'));
  delete description.dependencies.app;
  await fs.writeFile(file, JSON.stringify(description, null, 2));
}

async function linkDependencies(installation: string): Promise<void> {
  const target = path.join(installation, 'node_modules');
  await fs.mkdir(path.join(target, SCOPE), { recursive: true });
  await fs.writeFile(
    path.join(installation, 'package.json'),
    JSON.stringify({ name: 'portal', private: true }),
  );
  for (const name of await fs.readdir(layout.nodeModules)) {
    if (name !== SCOPE && !name.startsWith('.')) {
      await fs.symlink(
        path.join(layout.nodeModules, name),
        path.join(target, name),
      );
    }
  }
}

async function link(
  target: string,
  installation: string,
  name: string,
): Promise<void> {
  await fs.symlink(target, packageFolder(installation, name));
}

async function unpack(
  archive: string,
  target: string,
  strip = 0,
): Promise<void> {
  await fs.mkdir(target, { recursive: true });
  await runOrFail(
    'tar',
    ['-xzf', archive, '-C', target, `--strip-components=${strip}`],
    target,
  );
}

async function runOrFail(
  program: string,
  args: string[],
  cwd: string,
): Promise<void> {
  const { code, output } = await run(program, args, { cwd, env: process.env });
  if (code !== 0) {
    throw new Error(`${program} ${args.join(' ')} failed:\n${output}`);
  }
}
