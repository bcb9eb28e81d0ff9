/**
 * The answer to a question about a policy. `unknown` is an answer of its own: it
 * never counts as yes or no.
 */
export type Answer = 'yes' | 'no' | 'unknown';

/** The answer for a known fact. */
export function answerOf(fact: boolean): Answer {
  return fact ? 'yes' : 'no';
}

/** Yes if all are yes, no if any is no. Yes for an empty list. */
export function allOf(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) {
    return 'no';
  }
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** Yes if any is yes, no if all are no. No for an empty list. */
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

/** The answer that several possible cases share. Unknown if they differ. */
export function commonAnswer(answers: readonly Answer[]): Answer {
  const [first, ...others] = answers;
  return first !== undefined && others.every(answer => answer === first)
    ? first
    : 'unknown';
}
