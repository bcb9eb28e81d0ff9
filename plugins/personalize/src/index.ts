/**
 * Form fields and pages for Amazon Personalize set-ups.
 *
 * @packageDocumentation
 */
export { personalizeApiRef, type PersonalizeApi } from './personalizeApi';
export { personalizePlugin as default } from './plugin';
export { personalizeTranslationRef } from './translation';
