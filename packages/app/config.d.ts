export interface Config {
  app?: {
    /**
     * Said on every page, also before sign-in. For what every person must
     * know about this portal, such as that it runs against a local account.
     */
    notice?: {
      /** @visibility frontend */
      title: string;
      /** @visibility frontend */
      description?: string;
    };
  };
}
