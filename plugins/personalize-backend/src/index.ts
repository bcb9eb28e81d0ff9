/**
 * What the pages of the Personalize plugin ask for over HTTP.
 *
 * @packageDocumentation
 */
export { personalizePlugin as default } from './plugin';
