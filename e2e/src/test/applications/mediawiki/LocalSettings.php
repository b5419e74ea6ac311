<?php
$wgSitename = 'Wiki';
$wgServer = WebRequest::detectServer();
$wgScriptPath = '';
$wgDBtype = 'postgres';
$wgDBserver = getenv('PG_HOST');
$wgDBport = getenv('PG_PORT');
$wgDBname = getenv('PG_DATABASE');
$wgDBuser = getenv('PG_USER');
$wgDBpassword = getenv('PG_PASSWORD');
$wgDBmwschema = 'mediawiki';
$wgSecretKey = 'only-a-test';
$wgMainCacheType = CACHE_NONE;
wfLoadSkin('Vector');
