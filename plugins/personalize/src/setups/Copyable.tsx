import { useState } from 'react';
import { ButtonIcon, Flex } from '@backstage/ui';
import { RiFileCopyLine } from '@remixicon/react';
import styles from './Copyable.module.css';

interface CopyableProps {
  text: string;
  /** What the text is, for the button's name: `Copy the ARN of the role`. */
  what: string;
}

/** An id or ARN with a button that copies it. */
export function Copyable({ text, what }: CopyableProps) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('The browser doesn’t let it be copied: select the text instead');
    }
  };
  return (
    <Flex align="center" gap="1">
      <code className={styles.text}>{text}</code>
      <ButtonIcon
        size="small"
        variant="tertiary"
        aria-label={`Copy ${what}`}
        icon={<RiFileCopyLine aria-hidden="true" />}
        onPress={copy}
      />
      {/* Always there, for a region that comes with its text isn't read out. */}
      <span role="status" className={styles.said}>
        {said}
      </span>
    </Flex>
  );
}
