# Sourced by whatever looks for programs. Those of administrators, ldconfig for one, are not on everybody's
# PATH; they come behind what is there, so that nothing that was chosen is replaced. Cairn's server
# inherits it, and looks in the same places where it was started otherwise (Programs.java).
PATH=${PATH:-/usr/local/bin:/usr/bin:/bin}
[[ :$PATH: == *:/usr/sbin:* ]] || PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export PATH
