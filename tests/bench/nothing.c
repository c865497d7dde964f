/* The least that a program linked with the C library can do. */
int main(void)
{
	return 0;
}
