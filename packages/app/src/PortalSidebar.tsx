import {
  Link,
  Sidebar,
  sidebarConfig,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarSpace,
  useSidebarOpenState,
} from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  NavContentComponentProps,
  NavContentNavItem,
} from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import {
  Settings,
  UserSettingsSignInAvatar,
} from '@backstage/plugin-user-settings';
import { makeStyles } from '@material-ui/core/styles';
import MenuIcon from '@material-ui/icons/Menu';

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

function SidebarLogo() {
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

const PageItem = (item: NavContentNavItem) => (
  <SidebarItem icon={() => item.icon} to={item.href} text={item.title} />
);

export function PortalSidebar({ navItems }: NavContentComponentProps) {
  const pages = navItems.withComponent(PageItem);

  // These two bring their own item, with a badge and an avatar.
  navItems.take('page:notifications');
  navItems.take('page:user-settings');

  return (
    <Sidebar>
      <SidebarLogo />
      <SidebarDivider />
      <SidebarGroup label="Menu" icon={<MenuIcon />}>
        {pages.take('page:scaffolder')}
        {pages.take('page:catalog')}
        {pages.take('page:personalize')}
        {pages.rest({ sortBy: 'title' })}
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <NotificationsSidebarItem />
      <SidebarGroup
        label="Settings"
        icon={<UserSettingsSignInAvatar />}
        to="/settings"
      >
        <Settings />
      </SidebarGroup>
    </Sidebar>
  );
}
