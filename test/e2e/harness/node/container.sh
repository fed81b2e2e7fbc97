# Becomes a container: a root file system of its own with this machine's programs, read only, and the
# container's mounts at the paths that its manifest gives them.
#   container.sh ROOT UID:GID GROUPS DIRECTORY READ_ONLY [SOURCE TARGET ro|rw]... -- COMMAND...
# Runs in new mount, process, name and IPC namespaces, and in the network of its pod.
set -eu
root=$1 user=$2 groups=$3 directory=$4 read_only=$5
shift 5

mount -t tmpfs -o mode=755 container "$root"
mkdir -m 1777 "$root/tmp"
mkdir "$root/etc" "$root/proc" "$root/dev" "$root/var" "$root/run" "$root/home"
for path in /bin /lib /lib32 /lib64 /libx32 /sbin /usr; do
  if [ -L "$path" ]; then
    cp -P "$path" "$root$path"
  elif [ -d "$path" ]; then
    mkdir "$root$path"
    mount --bind "$path" "$root$path"
    mount -o remount,bind,ro "$root$path"
  fi
done
# An image has its own programs there.
mount -t tmpfs -o mode=755 local "$root/usr/local"
for path in ld.so.cache passwd group ssl; do
  if [ -e "/etc/$path" ]; then cp -rL "/etc/$path" "$root/etc/"; fi
done
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
mount -t proc proc "$root/proc"
for device in null zero full random urandom; do
  : >"$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir -m 1777 "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
echo "$HOSTNAME" >/proc/sys/kernel/hostname

while [ "$1" != -- ]; do
  target=$root$2
  if [ -d "$1" ]; then
    mkdir -p "$target"
  else
    mkdir -p "$(dirname "$target")"
    [ -e "$target" ] || : >"$target"
  fi
  mount --bind "$1" "$target"
  if [ "$3" = ro ]; then mount -o remount,bind,ro "$target"; fi
  shift 3
done
shift

mkdir -p "$root$directory"
if [ "$read_only" = true ]; then mount -o remount,bind,ro "$root"; fi
exec chroot --userspec="$user" --groups="$groups" "$root" env -C "$directory" -- "$@"
