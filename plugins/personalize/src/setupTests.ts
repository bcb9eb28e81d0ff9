import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Tests render whole pages, and the machine may be busy.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(60_000);
