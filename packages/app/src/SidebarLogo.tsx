import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles({
  link: {
    display: 'flex',
    alignItems: 'center',
    height: 2 * sidebarConfig.logoHeight,
    color: '#7df3e1',
  },
  mark: {
    flex: `0 0 ${sidebarConfig.drawerWidthClosed}px`,
    display: 'flex',
    justifyContent: 'center',
  },
  title: {
    fontWeight: 700,
    lineHeight: 1.2,
  },
});

/** A key, the same as in public/favicon.svg. */
const Mark = () => (
  <svg width={32} height={32} viewBox="0 0 32 32" aria-hidden="true">
    <g fill="none" stroke="currentColor" strokeWidth={2.6}>
      <circle cx={12} cy={13} r={5} />
      <path d="M15.8 16.8 25 26m-3.4-3.4 2.8-2.8" strokeLinecap="round" />
    </g>
  </svg>
);

export function SidebarLogo() {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  const title = useApi(configApiRef).getString('app.title');

  return (
    <Link to="/" underline="none" className={classes.link} aria-label="Home">
      <span className={classes.mark}>
        <Mark />
      </span>
      {isOpen && <span className={classes.title}>{title}</span>}
    </Link>
  );
}
