import { mockApis } from '@backstage/frontend-test-utils';
import { personalizeTranslationRef, Translate } from '../translation';

/** The default texts. */
export const t: Translate = (() => {
  const translation = mockApis
    .translation()
    .getTranslation(personalizeTranslationRef);
  if (!translation.ready) {
    throw new Error('The texts are not loaded');
  }
  return translation.t;
})();
