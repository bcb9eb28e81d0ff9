import { ReactNode } from 'react';
import { Text, TextColorStatus } from '@backstage/ui';
import { RemixiconComponentType } from '@remixicon/react';
import styles from './IconText.module.css';

interface IconTextProps {
  icon: RemixiconComponentType;
  /** Only adds to what icon and text say. */
  color: TextColorStatus | 'secondary';
  isSmall?: boolean;
  children: ReactNode;
}

/** A few words behind an icon, in one colour. */
export function IconText({
  icon: Icon,
  color,
  isSmall = false,
  children,
}: IconTextProps) {
  return (
    <Text
      color={color}
      weight="bold"
      variant={isSmall ? 'body-small' : 'body-medium'}
      className={styles.text}
    >
      <Icon size={isSmall ? 16 : 18} aria-hidden="true" />
      {children}
    </Text>
  );
}
