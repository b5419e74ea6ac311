# Makes the tables once; later releases bring them up to date.
set -e
cd /usr/share/mediawiki
if MW_CONFIG_FILE=/srv/LocalSettings.php php maintenance/showSiteStats.php >/dev/null 2>&1; then
  MW_CONFIG_FILE=/srv/LocalSettings.php exec php maintenance/update.php --quick
fi
unset MW_CONFIG_FILE
exec php maintenance/install.php --confpath /tmp --dbtype postgres --dbserver "$PG_HOST" --dbport "$PG_PORT" \
  --dbname "$PG_DATABASE" --dbuser "$PG_USER" --dbpass "$PG_PASSWORD" --dbschema mediawiki \
  --scriptpath '' --pass only-a-test-password Wiki Admin
