/**
 * Entities of Amazon Personalize set-ups, and of the buckets and keys that they
 * depend on.
 *
 * @packageDocumentation
 */
export { catalogModulePersonalize as default } from './module';
