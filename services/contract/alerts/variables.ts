/** The variables of the services for the settings of alerts; a default needs none. */
export function variablesOfAlerts(settings: {
  alert_addresses: 'public' | 'any';
  alert_hosts: readonly string[];
  alert_mail_from: string | null;
}): Record<string, string> {
  const { alert_addresses: addresses, alert_hosts: hosts, alert_mail_from: from } = settings;
  return {
    ...(addresses !== 'public' && { ALERT_ADDRESSES: addresses }),
    ...(hosts.length > 0 && { ALERT_HOSTS: hosts.join(',') }),
    ...(from !== null && { ALERT_MAIL_FROM: from }),
  };
}
