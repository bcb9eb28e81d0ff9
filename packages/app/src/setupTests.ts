import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// The whole app is drawn, and the machine may be busy.
configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(60_000);
