/**
 * The backend of the Personalize plugin's pages.
 *
 * @packageDocumentation
 */
export { personalizePlugin as default } from './plugin';
