import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonIcon, Flex } from '@backstage/ui';
import { RiFileCopyLine } from '@remixicon/react';
import { personalizeTranslationRef } from '../translation';
import styles from './Copyable.module.css';

interface CopyableProps {
  text: string;
  /** The button's name. */
  label: string;
}

/** An id or ARN with a button that copies it. */
export function Copyable({ text, label }: CopyableProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const [message, setMessage] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setMessage(t('copy.done'));
    } catch {
      setMessage(t('copy.failed'));
    }
  };
  return (
    <Flex align="center" gap="1">
      <code className={styles.text}>{text}</code>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={label}
        icon={<RiFileCopyLine aria-hidden="true" />}
        onPress={copy}
      />
      {/* Always rendered: screen readers skip a live region that arrives with its text. */}
      <span role="status" className={styles.message}>
        {message}
      </span>
    </Flex>
  );
}
