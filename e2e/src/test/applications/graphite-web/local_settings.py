import os

SECRET_KEY = 'only-a-test'
ALLOWED_HOSTS = ['*']
STORAGE_DIR = '/var/lib/graphite'
LOG_DIR = '/var/log/graphite'
DATABASES = {
    'default': {
        'ENGINE': 'django.db.backends.postgresql',
        'NAME': os.environ['PG_DATABASE'],
        'USER': os.environ['PG_USER'],
        'PASSWORD': os.environ['PG_PASSWORD'],
        'HOST': os.environ['PG_HOST'],
        'PORT': os.environ['PG_PORT'],
    }
}
