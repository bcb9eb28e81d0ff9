import { setupOf } from '../drift/__testUtils__/setups';
import { acceptableIn } from './acceptance';

it('names a check that is not there in one line, whatever it is called', () => {
  const setup = setupOf('shop', { status: 'attention' });

  expect(() =>
    acceptableIn(setup, 'elsewhere:x:a\nERROR forged\u202E\u009b2J'),
  ).toThrow('found no "elsewhere:x:a\\nERROR forged\\u202e\\u009b2J".');
});
