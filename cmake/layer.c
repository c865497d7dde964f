/* Linked with one layer whole, to show that it needs nothing above it. */
int main(void)
{
	return 0;
}
