/**
 * The answer to a question about a policy. `unknown` is an answer of its own:
 * what can't be known is never taken for a yes, nor for a no.
 */
export type Answer = 'yes' | 'no' | 'unknown';

/** The answer for a fact that is known. */
export function answerOf(fact: boolean): Answer {
  return fact ? 'yes' : 'no';
}

/** Yes when all are, no when one is no. Yes for none. */
export function allOf(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) {
    return 'no';
  }
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** Yes when one is, no when all are no. No for none. */
export function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) {
    return 'yes';
  }
  return answers.includes('unknown') ? 'unknown' : 'no';
}

/** The answer to the opposite question. */
export function opposite(answer: Answer): Answer {
  switch (answer) {
    case 'yes':
      return 'no';
    case 'no':
      return 'yes';
    default:
      return 'unknown';
  }
}

/** What holds in each of several cases of which one is true; unknown where they differ. */
export function commonAnswer(answers: readonly Answer[]): Answer {
  const [first, ...others] = answers;
  return first !== undefined && others.every(answer => answer === first)
    ? first
    : 'unknown';
}
