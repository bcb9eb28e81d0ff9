interface SentencesProps {
  /** What stands between backticks is shown as code. */
  sentences: readonly string[];
}

/** A list of sentences, or one as it is. */
export function Sentences({ sentences }: SentencesProps) {
  if (sentences.length === 1) {
    return <Sentence text={sentences[0]} />;
  }
  return (
    <ul style={{ margin: 0, paddingInlineStart: '1.25rem' }}>
      {sentences.map(text => (
        <li key={text}>
          <Sentence text={text} />
        </li>
      ))}
    </ul>
  );
}

function Sentence({ text }: { text: string }) {
  return (
    <>
      {text
        .split('`')
        .map((part, index) =>
          index % 2 === 1 ? <code key={index}>{part}</code> : part,
        )}
    </>
  );
}
