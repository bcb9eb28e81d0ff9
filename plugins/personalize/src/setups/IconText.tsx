import { ReactNode } from 'react';
import { Text, TextColorStatus } from '@backstage/ui';
import { RemixiconComponentType } from '@remixicon/react';
import styles from './IconText.module.css';

/** How an icon looks. The colour only adds to what icon and words say. */
export interface IconStyle {
  icon: RemixiconComponentType;
  color: TextColorStatus | 'secondary';
}

interface IconTextProps extends IconStyle {
  isSmall?: boolean;
  children: ReactNode;
}

/** A few words behind an icon. The words have the colour that is read best. */
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
