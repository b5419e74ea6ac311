#!/usr/bin/perl
# A tiny application that runs as a container and as a process: answers with its version.
use strict;
use warnings;
use IO::Socket::INET;
$| = 1;
open(my $file, '<', 'version.txt') or die "no version.txt";
chomp(my $version = <$file>);
print "starting $version\n";
exit 7 if $version =~ /crash/;
my $server = IO::Socket::INET->new(
  LocalAddr => '0.0.0.0', LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1) or die "no port: $!";
print "listening as uid $>\n";
while (my $client = $server->accept) {
  my $line = <$client> // '';
  while (defined(my $header = <$client>)) { last if $header =~ /^\r?\n$/ }
  my ($path) = $line =~ m{^GET (\S+)};
  $path //= '/';
  my ($status, $body) = ('200 OK', $version);
  if ($path eq '/healthy') { $status = '301 Moved'; $body = '' }
  elsif ($path eq '/healthy/') { $status = '500 Broken' if $version =~ /broken/ }
  elsif ($path eq '/exit') { print "asked to exit\n"; exit 3 }
  elsif ($path =~ m{^/slow/(\d+)}) { sleep $1 }
  elsif ($path eq '/uid') { $body = $> }
  elsif ($path =~ m{^/env/(\w+)}) { $body = $ENV{$1} // '(unset)' }
  my $location = $path eq '/healthy' ? "Location: /healthy/\r\n" : '';
  print $client "HTTP/1.1 $status\r\n${location}Content-Length: " . length($body)
    . "\r\nConnection: close\r\n\r\n$body";
  close $client;
}
