import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import styles from './Notice.module.css';

/** The text of `app.notice` in the configuration; nothing if there is none. */
export function Notice() {
  const notice = useApi(configApiRef).getOptionalConfig('app.notice');
  if (!notice) {
    return null;
  }

  return (
    <Alert
      role="status"
      status="warning"
      icon
      className={styles.notice}
      title={notice.getString('title')}
      description={notice.getOptionalString('description')}
    />
  );
}
