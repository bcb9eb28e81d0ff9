/**
 * Scaffolder actions that set up Amazon Personalize permissions in AWS.
 *
 * @packageDocumentation
 */
export { personalizeModule as default } from './module';
export { createActions } from './actions/createActions';
export type { ActionEnvironment } from './run/actionRun';
