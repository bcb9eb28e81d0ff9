import { useEffect, useState } from 'react';
import { SearchField } from '@backstage/ui';

interface SearchProps {
  /** What is searched for. */
  value: string;
  onChange: (value: string) => void;
}

/** How long nothing is typed before it is searched for. */
const PAUSE_MILLISECONDS = 300;

/** A field to search by text; it searches when the typing pauses. */
export function Search({ value, onChange }: SearchProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) {
      return undefined;
    }
    const pause = setTimeout(() => onChange(text), PAUSE_MILLISECONDS);
    return () => clearTimeout(pause);
  }, [text, value, onChange]);
  return (
    <SearchField
      label="Search"
      placeholder="Name, role, account or owner"
      maxLength={200}
      value={text}
      onChange={setText}
    />
  );
}
