/** Answers that are kept for a while; those who ask for the same meanwhile share one. */
export class Kept<T> {
  private readonly answers = new Map<
    string,
    { answer: Promise<T>; until: number }
  >();

  /**
   * @param milliseconds - how long one is kept
   * @param now - the time, in milliseconds
   */
  constructor(
    private readonly milliseconds: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** The answer that is kept, or the one that is asked for now; a failure isn't kept. */
  get(key: string, ask: () => Promise<T>): Promise<T> {
    this.dropOld();
    const kept = this.answers.get(key);
    if (kept) {
      return kept.answer;
    }
    const answer = ask();
    this.answers.set(key, { answer, until: this.now() + this.milliseconds });
    answer.catch(() => this.drop(key));
    return answer;
  }

  drop(key: string): void {
    this.answers.delete(key);
  }

  private dropOld(): void {
    for (const [key, { until }] of this.answers) {
      if (until <= this.now()) {
        this.answers.delete(key);
      }
    }
  }
}
