import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  forNpm,
  forWorkspace,
  withoutNpmVariables,
} from '../lib/environment.mjs';

const fromNpm = {
  HOME: '/home/ada',
  npm_config_registry: 'mirror',
  npm_config_local_prefix: '/somewhere',
  npm_lifecycle_event: 'start',
  npm_package_json: '/somewhere/package.json',
  NPM_CONFIG_YES: 'true',
};

test('what is started sees none of the variables of npm', () => {
  assert.deepEqual(withoutNpmVariables(fromNpm), { HOME: '/home/ada' });
});

test('npm keeps the settings of the person, not those of the running script', () => {
  assert.deepEqual(forNpm(fromNpm), {
    HOME: '/home/ada',
    npm_config_registry: 'mirror',
    NPM_CONFIG_YES: 'true',
  });
});

test('the chosen Node comes before every other one', () => {
  const { PATH } = forWorkspace('/opt/node/bin/node', { PATH: '/usr/bin' });
  assert.match(String(PATH), /\.cache\/bin:\/opt\/node\/bin:\/usr\/bin$/);
});
