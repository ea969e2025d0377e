#!/bin/sh
# Last step of every image: nothing in it may raise privileges, and the only place to write is the work folder.
set -e
find / -xdev -perm /6000 -type f -exec chmod a-s {} +
mkdir -p /box
rm -rf /tmp /var/tmp
ln -s /box /tmp
ln -s /box /var/tmp
