import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Tests render whole pages, which takes time on a busy machine.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(60_000);
