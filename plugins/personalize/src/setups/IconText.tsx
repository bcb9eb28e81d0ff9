import { ReactNode } from 'react';
import { Text, TextColorStatus } from '@backstage/ui';
import { RemixiconComponentType } from '@remixicon/react';
import styles from './IconText.module.css';

/**
 * An icon and its colour. The colour says nothing that icon and words don't
 * say.
 */
export interface IconStyle {
  icon: RemixiconComponentType;
  color: TextColorStatus | 'secondary';
}

interface IconTextProps extends IconStyle {
  isSmall?: boolean;
  children: ReactNode;
}

/** An icon with text. The text keeps the most readable colour. */
export function IconText({
  icon: Icon,
  color,
  isSmall = false,
  children,
}: IconTextProps) {
  return (
    <Text
      weight="bold"
      variant={isSmall ? 'body-small' : 'body-medium'}
      className={styles.text}
    >
      <Text color={color} className={styles.icon}>
        <Icon size={isSmall ? 16 : 18} aria-hidden="true" />
      </Text>
      {children}
    </Text>
  );
}
