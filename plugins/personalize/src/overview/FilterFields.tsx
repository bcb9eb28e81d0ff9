import { useEffect, useState } from 'react';
import { SearchField, Select } from '@backstage/ui';

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

interface ChoiceProps {
  label: string;
  /** What is chosen when nothing is. */
  all: string;
  options: { id: string; label: string }[];
  /** Absent for all. */
  chosen: string | undefined;
  onChange: (chosen: string | undefined) => void;
}

/** No id of an option. */
const ALL = '*';

/** From how many on a list is searched rather than looked through. */
const MANY = 10;

/** A list to choose one of, or all. What is chosen is in it even if nothing else knows it. */
export function Choice({ label, all, options, chosen, onChange }: ChoiceProps) {
  const isKnown =
    chosen === undefined || options.some(({ id }) => id === chosen);
  const shown = [
    { id: ALL, label: all },
    ...options,
    ...(isKnown ? [] : [{ id: chosen, label: chosen }]),
  ];
  return (
    <Select
      label={label}
      options={shown}
      search={shown.length > MANY ? true : undefined}
      value={chosen ?? ALL}
      onChange={value =>
        onChange(
          value === null || value === ALL || Array.isArray(value)
            ? undefined
            : String(value),
        )
      }
    />
  );
}
