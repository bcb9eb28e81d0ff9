import { useEffect, useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SearchField, Select } from '@backstage/ui';
import { personalizeTranslationRef } from '../translation';

interface SearchProps {
  /** The search text. */
  value: string;
  onChange: (value: string) => void;
}

/** The search starts when typing pauses for this long. */
const PAUSE_MILLISECONDS = 300;

/** A search field. It searches when typing pauses. */
export function Search({ value, onChange }: SearchProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
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
      label={t('filters.search')}
      placeholder={t('filters.searchPlaceholder')}
      maxLength={200}
      value={text}
      onChange={setText}
    />
  );
}

interface ChoiceProps {
  label: string;
  /** The label of the option that selects everything. */
  all: string;
  options: { id: string; label: string }[];
  /** Undefined for everything. */
  chosen: string | undefined;
  onChange: (chosen: string | undefined) => void;
}

/** Stands for everything. No option has this id. */
const ALL = '*';

/** Longer lists get a search field. */
const MANY = 10;

/** A list to choose one option or all of them. It contains the chosen option even if that is unknown. */
export function Choice({ label, all, options, chosen, onChange }: ChoiceProps) {
  const isKnown =
    chosen === undefined || options.some(({ id }) => id === chosen);
  const allOptions = [
    { id: ALL, label: all },
    ...options,
    ...(isKnown ? [] : [{ id: chosen, label: chosen }]),
  ];
  return (
    <Select
      label={label}
      options={allOptions}
      search={allOptions.length > MANY ? true : undefined}
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
