export interface Config {
  portal?: {
    /**
     * Entity refs of the groups that run the portal. They may do everything that
     * has to do with Amazon Personalize; only they adopt roles, let people in
     * from outside an account, read the statements of others and take set-ups
     * back. Without it nobody does.
     */
    platformTeams?: string[];
  };
}
