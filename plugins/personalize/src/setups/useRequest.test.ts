import { act, renderHook, waitFor } from '@testing-library/react';
import { useRequest } from './useRequest';

/** A request that the test answers when it wants to. */
function question() {
  let answer: (value: string) => void = () => {};
  const ask = () =>
    new Promise<string>(resolve => {
      answer = resolve;
    });
  return { ask, answer: (value: string) => act(async () => answer(value)) };
}

describe('a question to the backend', () => {
  it('keeps the last answer while the next one is awaited', async () => {
    const first = question();
    const second = question();
    const { result, rerender } = renderHook(({ ask }) => useRequest(ask), {
      initialProps: { ask: first.ask },
    });
    expect(result.current).toMatchObject({ isLoading: true });

    await first.answer('one');
    rerender({ ask: second.ask });
    expect(result.current).toMatchObject({ value: 'one', isLoading: true });

    await second.answer('two');
    expect(result.current).toMatchObject({ value: 'two', isLoading: false });
  });

  it('doesn’t show an answer to an earlier question that comes late', async () => {
    const first = question();
    const second = question();
    const { result, rerender } = renderHook(({ ask }) => useRequest(ask), {
      initialProps: { ask: first.ask },
    });
    rerender({ ask: second.ask });

    await second.answer('two');
    await first.answer('one');
    expect(result.current.value).toBe('two');
  });

  it('is asked again on demand, and forgets why it failed', async () => {
    const answers = [
      async () => Promise.reject(new Error('away')),
      async () => 'back',
    ];
    const ask = () => answers.shift()!();
    const { result } = renderHook(() => useRequest(ask));
    await waitFor(() => expect(result.current.error?.message).toBe('away'));

    act(() => result.current.reload());
    await waitFor(() => expect(result.current.value).toBe('back'));
    expect(result.current.error).toBeUndefined();
  });
});
